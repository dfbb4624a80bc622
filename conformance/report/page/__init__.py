"""report.html: the page that stands alone, and the parts that its template prints."""
