"""What lies in the memory of another process, for root."""

LARGEST = 1 << 28  # a sanitizer's shadow is larger, and holds no text


def holds(pid, what):
    """Whether the bytes are in any part of its memory that it may write."""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            start, end = (int(x, 16) for x in line.split()[0].split("-"))
            if not line.split()[1].startswith("rw") or "[v" in line or end - start > LARGEST:
                continue
            try:
                memory.seek(start)
                if what in memory.read(end - start):
                    return True
            except OSError:
                pass
    return False
