def unknown(file):
    return list(file.unknown())
