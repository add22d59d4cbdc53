"""Pure functions over model values: tallies, journey, evidence."""
