"""What phones must hear of: a numbered feed of rows, each for everybody or for one person."""
