"""CCHC Workflow: runs a department's administrative-reform plan."""
