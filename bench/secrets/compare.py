"""Compares backfire with detect-secrets: recall on made-up secrets of documented formats, false positives on sources.

    pip install detect-secrets==1.5.0
    python bench/secrets/compare.py bin/backfire [SOURCES…]

Every secret stands alone on a line of a kind that holds one in practice. A line counts as found if the scanner reports it.
SOURCES are folders without secrets in them; what is reported there is false. Test files are left out, since they hold
examples of secrets on purpose.
"""

import base64
import collections
import json
import pathlib
import random
import string
import subprocess
import sys
import tempfile

ALNUM = string.ascii_letters + string.digits
EACH = 25
rng = random.Random(20260101)


def pick(alphabet, n):
    return "".join(rng.choice(alphabet) for _ in range(n))


def b64(n):
    return base64.b64encode(rng.randbytes(n)).decode()


def jwt():
    part = lambda o: base64.urlsafe_b64encode(json.dumps(o).encode()).decode().rstrip("=")
    return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part({'sub': pick(string.digits, 10)})}.{pick(ALNUM + '-_', 43)}"


UPPER32 = string.ascii_uppercase + "234567"
FORMATS = {
    "AWS access key id": lambda: f"aws_access_key_id = {rng.choice(['AKIA', 'ASIA'])}{pick(UPPER32, 16)}",
    "AWS secret key": lambda: f"aws_secret_access_key = {pick(ALNUM + '/+', 40)}",
    "Google API key": lambda: f"maps = 'AIza{pick(ALNUM + '-_', 35)}'",
    "Google OAuth secret": lambda: f"GOCSPX-{pick(ALNUM + '-_', 28)}",
    "Azure storage key": lambda: f"AccountName=x;AccountKey={b64(64)};EndpointSuffix=core.windows.net",
    "Azure client secret": lambda: f"client: {pick(ALNUM, 3)}8Q~{pick(ALNUM + '_~.-', 33)}a",
    "GitHub token": lambda: f"token {rng.choice(['ghp', 'gho', 'ghs', 'ghu'])}_{pick(ALNUM, 36)}",
    "GitHub fine-grained": lambda: f"github_pat_{pick(ALNUM, 22)}_{pick(ALNUM, 59)}",
    "GitLab token": lambda: f"glpat-{pick(ALNUM + '-_', 19)}a",
    "Slack token": lambda: f"xoxb-{pick(string.digits, 12)}-{pick(string.digits, 12)}-{pick(ALNUM, 24)}",
    "Slack webhook": lambda: f"https://hooks.slack.com/services/T{pick(UPPER32, 8)}/B{pick(UPPER32, 8)}/{pick(ALNUM, 24)}",
    "Stripe key": lambda: f"sk_live_{pick(ALNUM, 24)}",
    "OpenAI key": lambda: f"sk-{pick(ALNUM, 20)}T3BlbkFJ{pick(ALNUM, 20)}",
    "OpenAI project key": lambda: f"sk-proj-{pick(ALNUM + '-_', 47)}a",
    "Anthropic key": lambda: f"sk-ant-api03-{pick(ALNUM + '-_', 93)}AA",
    "npm token": lambda: f"//registry.npmjs.org/:_authToken=npm_{pick(ALNUM, 36)}",
    "PyPI token": lambda: f"pypi-AgEIcHlwaS5vcmc{pick(ALNUM + '-_', 69)}a",
    "Hugging Face token": lambda: f"hf_{pick(string.ascii_letters, 34)}",
    "SendGrid key": lambda: f"SG.{pick(ALNUM + '-_', 22)}.{pick(ALNUM + '-_', 42)}a",
    "Twilio key": lambda: f"SK{pick('0123456789abcdef', 32)}",
    "Mailgun key": lambda: f"key-{pick('0123456789abcdef', 32)}",
    "Telegram bot token": lambda: f"{pick('123456789', 9)}:AA{pick(ALNUM + '-_', 33)}",
    "Discord webhook": lambda: f"https://discord.com/api/webhooks/{pick('123456789', 18)}/{pick(ALNUM + '-_', 68)}",
    "JWT": lambda: f"Authorization: Bearer {jwt()}",
    "private key": lambda: f"-----BEGIN {rng.choice(['RSA ', 'EC ', 'OPENSSH ', ''])}PRIVATE KEY-----",
    "connection string": lambda: f"DATABASE_URL=postgres://app:{pick(ALNUM, 14)}7@db.internal:5432/app",
    "basic auth URL": lambda: f"git clone https://deploy:{pick(ALNUM, 12)}9@git.corp.internal/x.git",
    "quoted password": lambda: f'password = "{pick(ALNUM, 13)}4x"',
    "quoted API key": lambda: f"api_key: '{pick(ALNUM, 23)}9z'",
    "password in the environment": lambda: f"DB_PASSWORD={pick(ALNUM, 15)}8k",
}


def backfire(binary, folder):
    out = subprocess.run([binary, "scan", "--mode", "document", "--json", str(folder)], capture_output=True, check=False)
    found = collections.defaultdict(set)
    for line in out.stdout.splitlines():
        row = json.loads(line)
        for f in row["findings"]:
            if f["category"] == "secret":
                found[row["source"]].add(f["line"])
    return found


def detect_secrets(folder):
    tool = pathlib.Path(sys.executable).with_name("detect-secrets")
    out = subprocess.run([tool, "scan", "--all-files", "--no-verify", "."], capture_output=True, check=True, cwd=folder)
    found = collections.defaultdict(set)
    for name, secrets in json.loads(out.stdout)["results"].items():
        for s in secrets:
            found[str(folder / name)].add(s["line_number"])
    return found


def copy_sources(sources, into):
    """Sources without tests and what is no text; detect-secrets wants them outside of a git repository."""
    size = 0
    for source in map(pathlib.Path, sources):
        for path in source.rglob("*"):
            relative = path.relative_to(source)
            if not path.is_file() or "test" in str(relative) or ".git/" in f"{relative}/" or path.suffix not in {".go", ".rs", ".md", ".py", ".sh", ".toml", ".yml"}:
                continue
            target = into / source.name / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            data = path.read_bytes()
            target.write_bytes(data)
            size += len(data)
    return size


def main():
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        (folder / "secrets").mkdir()
        paths = {}
        for name, make in FORMATS.items():
            paths[name] = folder / "secrets" / (name.replace(" ", "_") + ".txt")
            paths[name].write_text("".join(make() + "\n" for _ in range(EACH)))
        ours, theirs = backfire(binary, folder / "secrets"), detect_secrets(folder / "secrets")
        print(f"{'recall':32} {'backfire':>9} {'detect-secrets':>15}")
        total = [0, 0]
        for name, path in paths.items():
            counts = [len(ours[str(path)]), len(theirs[str(path)])]
            total = [t + c for t, c in zip(total, counts)]
            print(f"{name:32} {counts[0] / EACH:9.2f} {counts[1] / EACH:15.2f}")
        print(f"{'all':32} {total[0] / EACH / len(paths):9.3f} {total[1] / EACH / len(paths):15.3f}")
        if sys.argv[2:]:
            (folder / "sources").mkdir()
            size = copy_sources(sys.argv[2:], folder / "sources")
            ours, theirs = backfire(binary, folder / "sources"), detect_secrets(folder / "sources")
            print(f"false positives in {size / 1e6:.1f} MB: backfire {sum(map(len, ours.values()))}, detect-secrets {sum(map(len, theirs.values()))}")
            for name, lines in sorted(ours.items()):
                print(f"  backfire: {pathlib.Path(name).relative_to(folder / 'sources')}: {sorted(lines)}")


main()
