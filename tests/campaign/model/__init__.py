"""The protocol as a model: phones, a network that loses, a server whose power fails.

No line of the product runs here. The model says what the protocol promises when everybody follows
it; with one of `mutants.ALONE` or `mutants.PAIRS` built in, the checks must find the evidence
that goes missing, or they would find nothing in the product either.
"""
