"""What covers a need: candidates, what repeats what, what may be dropped, and why something stays open. Pure."""
