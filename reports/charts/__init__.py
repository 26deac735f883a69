"""Small charts drawn on the server: a frozen dataclass in, one finished SVG string out.

They know nothing of models or requests. Horizontal positions are percent and marks sit in nested <svg x="60%">,
so that text keeps its shape at any width; colours come from classes of static/css/vocplan.css, never from style
attributes, which the content security policy refuses. The caller passes the sentence that a screen reader hears
and every number as finished text (reports/wording/formats.py).
"""
