"""driftline compare beside difflib and wdiff: python benches/peers/compare_documents.py [TEXT]

Without TEXT: the twenty pairs of tests/compare/pairs.txt, of which the edits are known. Each tool gives every sentence a
fate (same, changed, dropped or added, moved); recall and precision are told for each. difflib is asked by `Differ`, which
pairs sentences that are alike; of wdiff's output a sentence with every word kept is the same, one with every word marked is
dropped or added, and any other is changed.

With TEXT, a long one: the text against a copy of it in which every 20th sentence is dropped, in every 10th a word is exchanged
and a block of a tenth of the whole moves to the end. Processor seconds, which other programs disturb little, seconds by the
clock and the largest memory of each tool, and what it finds.

Needs wdiff and GNU time, and a driftline that is built (target/release/driftline, or DRIFTLINE). LIMIT: seconds that a tool gets, 60."""
import difflib, json, os, re, signal, subprocess, sys, tempfile, time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
DRIFTLINE = os.environ.get("DRIFTLINE", os.path.join(ROOT, "target/release/driftline"))
LIMIT = float(os.environ.get("LIMIT", "60"))
FATES = ["same", "changed", "dropped", "added", "moved"]


def scripts():
    """Per pair: sentences of A, sentences of B, their fates, and the figures that changed."""
    text = open(os.path.join(ROOT, "tests/compare/pairs.txt"), encoding="utf-8").read()
    for block in text.split("\n## ")[1:]:
        a, b, figures, gone = [], [], [], {}
        for line in filter(None, block.splitlines()[1:]):
            mark, body = line.split(" ", 1)
            old, _, new = body.partition(" => ")
            if mark == "#":
                figures.append((old, new))
            elif mark == "-":
                a.append((body, "dropped"))
            elif mark == "+":
                b.append((body, "added"))
            elif mark == ">":
                name, sentence = body.split(" ", 1)
                gone[name] = sentence
                a.append((sentence, "moved"))
            elif mark == "<":
                name, _, sentence = body.partition(" ")
                b.append((sentence or gone[name], "moved"))
            else:
                fate = "same" if mark == "=" else "changed"
                a += [(part.strip(), fate) for part in old.split(" | ")]
                b += [(part.strip(), fate) for part in (new or old).split(" | ")]
        yield a, b, figures


def files(folder, a, b):
    paths = [os.path.join(folder, name) for name in ("a.txt", "b.txt")]
    for path, sentences in zip(paths, (a, b)):
        with open(path, "w", encoding="utf-8") as file:
            file.write(" ".join(sentences) + "\n")
    return paths


def by_driftline(paths, a, b):
    done = subprocess.run([DRIFTLINE, "compare", *paths, "--format", "json"], capture_output=True, text=True, check=True)
    fates, figures = [["?"] * len(a), ["?"] * len(b)], []
    names = {"same": "same", "dropped": "dropped", "added": "added"}
    for passage in json.loads(done.stdout)["passages"]["pairs"]:
        fate = "moved" if passage["moved"] else names.get(passage["kind"], "changed")
        for side, quote in zip(fates, (passage["a"], passage["b"])):
            for at in range(quote["sentences"]) if quote else []:
                side[quote["sentence"] - 1 + at] = fate
        figures += [(fact["a"], fact["b"]) for fact in passage["changed"] if fact["a"] and fact["b"]]
    return fates, figures


def by_differ(paths, a, b):
    lines = list(difflib.Differ().compare(a, b))
    fates, pending = [[], []], None
    for at, line in enumerate(lines):
        mark = line[:2]
        if mark == "  ":
            fates[0].append("same"), fates[1].append("same")
        elif mark == "- ":
            follows = [other[:2] for other in lines[at + 1:at + 4]]
            changed = follows[:1] == ["? "] or follows[:2] == ["+ ", "? "]
            fates[0].append("changed" if changed else "dropped")
            pending = changed
        elif mark == "+ ":
            fates[1].append("changed" if pending else "added")
            pending = None
    return fates, []


def by_wdiff(paths, a, b):
    done = subprocess.run(["wdiff", "-w\x01", "-x\x02", "-y\x03", "-z\x04", *paths], capture_output=True, text=True)
    kept, figures = [[], []], []
    for gone, come, both in re.findall("\x01(.*?)\x02|\x03(.*?)\x04|([^\x01\x03]+)", done.stdout, re.S):
        kept[0] += [False] * len(gone.split()) + [True] * len(both.split())
        kept[1] += [False] * len(come.split()) + [True] * len(both.split())
    for gone, come in re.findall("\x01([^\x02]*)\x02\\s*\x03([^\x04]*)\x04", done.stdout):
        figures.append((gone, come))
    return [judged(kept[0], a, "dropped"), judged(kept[1], b, "added")], figures


def judged(kept, sentences, lone):
    fates, at = [], 0
    for sentence in sentences:
        words = kept[at:at + len(sentence.split())]
        at += len(words)
        fates.append("same" if all(words) else "changed" if any(words) else lone)
    return fates


def holds(figures, old, new):
    """Whether what a tool shows as exchanged has the old figure and the new one."""
    number = lambda text: set(re.findall(r"\d[\d.]*\d|\d", text)) or {text}
    found = lambda figure, shown: number(figure) <= number(shown) or figure in shown or shown in figure
    return any(found(old, gone) and found(new, come) for gone, come in figures)


def twenty_pairs():
    tools = {"driftline": by_driftline, "difflib.Differ": by_differ, "wdiff": by_wdiff}
    for name, tool in tools.items():
        counts, shown, asked, seconds = {fate: [0, 0, 0] for fate in FATES}, 0, 0, 0.0
        for a, b, figures in scripts():
            texts = [sentence for sentence, _ in a], [sentence for sentence, _ in b]
            with tempfile.TemporaryDirectory() as folder:
                paths = files(folder, *texts)
                begun = time.perf_counter()
                found, exchanged = tool(paths, *texts)
                seconds += time.perf_counter() - begun
            expected = [fate for _, fate in a] + [fate for _, fate in b]
            for truth, told in zip(expected, found[0] + found[1]):
                counts[truth][1] += 1
                counts.setdefault(told, [0, 0, 0])[0] += 1
                counts[truth][2] += truth == told
            asked += len(figures)
            shown += sum(holds(exchanged, *figure) for figure in figures)
        cells = [f"{fate} {both}/{truth} (called {called})" for fate, (called, truth, both) in counts.items()]
        print(f"{name:15} {seconds:.2f} s  {', '.join(cells)}, figures {shown}/{asked}")


def edited(sentences):
    words = ["lithium", "harbor", "eleven", "quiet", "orchard"]
    out = []
    for at, sentence in enumerate(sentences):
        if at % 20 == 7:
            continue
        if at % 10 == 3:
            parts = sentence.split(" ")
            parts[len(parts) // 2] = words[at % 5]
            sentence = " ".join(parts)
        out.append(sentence)
    start, length = len(out) // 3, len(out) // 10
    return out[:start] + out[start + length:] + out[start:start + length]


DIFFLIB = """
import difflib, re, sys
a, b = (open(path, encoding="utf-8").read() for path in sys.argv[2:])
cut = str.split if sys.argv[1] == "words" else lambda text: re.split(r"(?<=[.!?]) ", text)
a, b = cut(a), cut(b)
if sys.argv[1] == "differ":
    print(sum(1 for _ in difflib.Differ().compare(a, b)))
else:
    print(len(difflib.SequenceMatcher(None, a, b).get_opcodes()))
"""


def measured(command):
    """Seconds of the processor and by the clock, largest resident megabytes and output; nothing where the time is up."""
    with tempfile.TemporaryFile() as out, tempfile.NamedTemporaryFile("r") as memory:
        # A process that this one starts would inherit its high-water mark; one that `time` starts does not.
        command = ["/usr/bin/time", "-o", memory.name, "-f", "%M", *command]
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, start_new_session=True)
        while True:
            pid, _, used = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.perf_counter() - begun > LIMIT:
                os.killpg(process.pid, signal.SIGKILL)
                os.wait4(process.pid, 0)
                return None
            time.sleep(0.01)
        seconds = time.perf_counter() - begun
        out.seek(0)
        processor = used.ru_utime + used.ru_stime
        return processor, seconds, int(memory.read().split()[-1]) / 1024, out.read().decode("utf-8", "replace")


def long_text(path):
    text = " ".join(open(path, encoding="utf-8", errors="replace").read().split())
    a = [sentence for sentence in re.split(r"(?<=[.!?]) ", text) if sentence]
    b = edited(a)
    print(f"A {len(' '.join(a)):,} characters, {len(a):,} sentences; B {len(' '.join(b)):,}, {len(b):,}")
    with tempfile.TemporaryDirectory() as folder:
        paths = files(folder, a, b)
        script = os.path.join(folder, "by_difflib.py")
        open(script, "w").write(DIFFLIB)
        commands = {"driftline": [DRIFTLINE, "compare", *paths, "--format", "json"]}
        commands["wdiff -s"] = ["wdiff", "-s123", *paths]
        for units in ("sentences", "words", "differ"):
            commands["difflib, " + units] = [sys.executable, script, units, *paths]
        for name, command in commands.items():
            done = measured(command)
            if done is None:
                print(f"{name:20} stopped after {LIMIT:.0f} s")
                continue
            processor, seconds, memory, out = done
            said = str(json.loads(out)["passages"]["tally"]) if name == "driftline" else " ".join(out.split())[:160]
            print(f"{name:20} {processor:6.2f} s ({seconds:.2f} s) {memory:6.0f} MB  {said}")


if len(sys.argv) > 1:
    long_text(sys.argv[1])
else:
    twenty_pairs()
