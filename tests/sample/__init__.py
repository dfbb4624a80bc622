"""The sample report under `reports/sample/`: how it is made, and that it has not drifted."""
