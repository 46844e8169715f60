"""Engine by files, in the memory of each process: an exact scan, or lists beyond; see `engine`."""
