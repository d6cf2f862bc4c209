# task(k: int)
# Characters, slices and searches of texts that are known while compiling.


def text_parts(k):
    s = "GATTACA"
    adenines = 0
    for letter in s:
        if letter == "A":
            adenines += 1
    mirrored = 0
    for i in range(len(s)):
        if s[i] == s[-1 - i]:
            mirrored += 1
    which = s[k % 7] == "T"
    return adenines, mirrored, which, s.count("TA"), s.find("T"), s[1:3] == "AT", s[::-1].rfind("A"), s.index("C")
