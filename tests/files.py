"""Files of a test, whole: text or bytes in, bytes out."""
import os


def write(path, text):
    """In a folder that need not be there yet; says where it is."""
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as f:
        f.write(text if isinstance(text, bytes) else text.encode())
    return os.path.abspath(path)


def read(path):
    with open(path, "rb") as f:
        return f.read()
