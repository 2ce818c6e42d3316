#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Prints what a built godwit is made of, as CycloneDX 1.5 JSON: the Debian packages of the libraries
it loads, and of the headers it was compiled with. The same machine gives the same bytes.
usage: sbom.py GODWIT >godwit.cdx.json"""
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

HEADERS = re.compile(r"^(lib[a-z0-9+.-]+-dev|nlohmann-json3-dev)$")


def said(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def packages_loaded(program):
    """The packages whose shared libraries the program loads."""
    files = re.findall(r"(/\S+\.so[.\d]*) \(", said("ldd", program))
    names = set()
    for file in files:
        # Debian's packages may name a file under /lib that is found under /usr/lib, and the reverse.
        twin = file.removeprefix("/usr") if file.startswith("/usr/") else "/usr" + file
        real = str(Path(file).resolve())
        for path in (file, twin, real, real.removeprefix("/usr")):
            found = subprocess.run(["dpkg", "-S", path], capture_output=True, text=True)
            if found.returncode == 0:
                names.add(found.stdout.split(": ")[0].split(",")[0].strip())
                break
        else:
            sys.exit(f"sbom.py: {file} is of no Debian package")
    return names


def packages_compiled_with():
    text = (Path(__file__).parent.parent / "packages.sh").read_text("utf-8")
    build = text.split("build_packages=(")[1].split(")")[0].split()
    return {name for name in build if HEADERS.match(name)}


def component(name, scope):
    version, architecture, source, home = said(
        "dpkg-query", "-W", "-f", "${Version}\t${Architecture}\t${source:Package}\t${Homepage}", name
    ).split("\t")
    plain = name.split(":")[0]
    purl = f"pkg:deb/debian/{quote(plain)}@{quote(version, safe='')}?arch={architecture}"
    about = {
        "type": "library",
        "bom-ref": purl,
        "name": plain,
        "version": version,
        "scope": scope,
        "purl": purl,
        "properties": [{"name": "debian:source", "value": source}],
    }
    if home:
        about["externalReferences"] = [{"type": "website", "url": home}]
    return about


def main(program):
    version = said(program, "--version").split()[1]
    loaded = packages_loaded(program)
    parts = [component(name, "required") for name in sorted(loaded)]
    parts += [component(name, "optional") for name in sorted(packages_compiled_with())]
    itself = f"godwit@{version}"
    print(json.dumps({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": itself, "name": "godwit",
                                   "version": version,
                                   "licenses": [{"license": {"id": "Apache-2.0"}}]}},
        "components": parts,
        "dependencies": [{"ref": itself, "dependsOn": [p["bom-ref"] for p in parts]}],
    }, indent=1))


main(sys.argv[1])
