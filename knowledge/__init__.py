"""What is true and how we know: offers, ESCO, registers, quality and recognition rules."""
