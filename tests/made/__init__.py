"""Files that tests make where no library writes them."""
