"""Reading the code base that a plan is about; nothing in it is executed."""
