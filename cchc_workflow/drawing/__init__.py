"""Pictures that the server draws: pure functions from figures and workflows to geometry, shown as SVG."""
