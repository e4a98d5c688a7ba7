"""Finding: the offer index, its generations, ranking and explaining."""
