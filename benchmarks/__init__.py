"""What the program costs, as ratios against a raw baseline measured in the same run."""
