# Argument without a value.
# entry: f
# call: a=int
def f(a, b):
#        ^ WEFT236 Parameter `b` gets no value — it has no default and the call does not give it
    return a
