"""Letters: facts become subject, text and HTML, then bytes, then a delivery."""
