def of(name):
    raise KeyError(name)
