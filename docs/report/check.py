"""Whether a report fits: `python3 docs/report/check.py report.html [--pictures FOLDER]`.

Opens the page in chromium at five widths, folded and unfolded, light and dark, and lists every element that is wider than
its box or sticks out of the window; then prints it and counts the pages. Ends with 1 where anything is too wide, or there
are more than eight pages.
"""

import argparse
import html
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

WIDTHS = (360, 768, 1280, 1920, 2560)
PAGES = 8
HEIGHT = 800
LIGHT, DARK = 1, 0

MEASURE = """<script>
addEventListener("load", () => {
  const measure = (state) => {
    const found = [];
    const say = (one, what) => found.push(`${state}: ${what}: <${one.tagName.toLowerCase()} class="${one.getAttribute("class") || ""}"> ${one.textContent.trim().slice(0, 60)}`);
    for (const one of document.body.querySelectorAll("*")) {
      if (["SCRIPT", "STYLE", "SYMBOL"].includes(one.tagName) || one.closest("symbol, .symbols, .skip")) continue;
      const hidden = one.closest("details:not([open])");
      if (hidden && !one.closest("summary")) continue;
      const box = one.getBoundingClientRect();
      // What only screen readers read is one pixel wide.
      if (box.width <= 1 || getComputedStyle(one).clipPath !== "none") continue;
      if (one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1) say(one, `${one.scrollWidth} in ${one.clientWidth}`);
      if (box.right > innerWidth + 1 || box.left < -1) say(one, `from ${box.left} to ${box.right} of ${innerWidth}`);
      const around = one.ownerSVGElement?.getBoundingClientRect();
      if (around && (box.right > around.right + 1 || box.left < around.left - 1)) say(one, "sticks out of its drawing");
    }
    return found;
  };
  const found = measure("folded");
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  parent.postMessage([innerWidth, found.concat(measure("unfolded"))], "*");
});
</script>"""

WRAPPER = """<!DOCTYPE html><style>body { margin: 0 } iframe { display: block; border: 0; height: %dpx }</style><pre id="found"></pre><script>
const all = {};
addEventListener("message", (event) => { all[event.data[0]] = event.data[1]; document.getElementById("found").textContent = JSON.stringify(all); });
</script>%s"""


def chromium(arguments, scheme=LIGHT):
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    program = next((path for path in map(shutil.which, names) if path), None)
    if program is None:
        sys.exit("no chromium on PATH")
    fixed = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=20000"]
    settings = f"--blink-settings=preferredColorScheme={scheme}"
    done = subprocess.run([program, *fixed, settings, *arguments], capture_output=True, text=True, timeout=300, check=False)
    return done.stdout


def wrapped(folder, page, widths, height=HEIGHT):
    frames = "".join(f'<iframe src="{page.as_uri()}" style="width: {width}px"></iframe>' for width in widths)
    path = folder / "wrapper.html"
    path.write_text(WRAPPER % (height, frames))
    return path.as_uri()


def too_wide(folder, measured, scheme):
    dom = chromium(["--window-size=2700,900", "--dump-dom", wrapped(folder, measured, WIDTHS)], scheme)
    text = re.search(r'<pre id="found">(.*?)</pre>', dom, re.DOTALL)
    found = json.loads(html.unescape(text[1]) or "{}") if text else {}
    missing = [width for width in WIDTHS if str(width) not in found]
    if missing:
        sys.exit(f"the page was not measured at {missing}")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("page", type=pathlib.Path)
    parser.add_argument("--pictures", type=pathlib.Path, help="write pictures of the page and its print there")
    parser.add_argument("--height", type=int, default=HEIGHT, help="of the pictures")
    arguments = parser.parse_args()
    page = arguments.page.resolve()
    is_wrong = False
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        # The policy of the page allows no script but its own.
        text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text(encoding="utf-8"))
        measured = folder / "measured.html"
        measured.write_text(text.replace("</body>", MEASURE + "</body>"), encoding="utf-8")
        for scheme, word in ((LIGHT, "light"), (DARK, "dark")):
            for width, found in too_wide(folder, measured, scheme).items():
                print(f"{word}, {width} px: {len(found)} too wide")
                for line in found:
                    print("   ", line)
                is_wrong |= bool(found)
        printed = folder / "page.pdf"
        chromium(["--no-pdf-header-footer", f"--print-to-pdf={printed}", page.as_uri()])
        pages = len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes()))
        print(f"printed: {pages} pages")
        is_wrong |= pages > PAGES
        if arguments.pictures:
            arguments.pictures.mkdir(parents=True, exist_ok=True)
            shutil.copy(printed, arguments.pictures / "page.pdf")
            for scheme, word in ((LIGHT, "light"), (DARK, "dark")):
                for width in WIDTHS:
                    path = arguments.pictures / f"{width}-{word}.png"
                    # Windows are not narrower than about 500 pixels; frames are.
                    size = f"--window-size={max(width, 500)},{arguments.height}"
                    chromium([size, f"--screenshot={path}", wrapped(folder, page, [width], arguments.height)], scheme)
    return int(is_wrong)


if __name__ == "__main__":
    sys.exit(main())
