#!/bin/sh
# Draws every icon the installers need from purser.svg. Needs rsvg-convert and ImageMagick's convert.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for size in 16 24 32 48 64 128 256 512 1024; do
  rsvg-convert --width "$size" --height "$size" purser.svg --output "$work/$size.png"
done
cp "$work/32.png" 32x32.png
cp "$work/64.png" 64x64.png
cp "$work/128.png" 128x128.png
cp "$work/256.png" 128x128@2x.png
cp "$work/512.png" icon.png
convert "$work/16.png" "$work/24.png" "$work/32.png" "$work/48.png" "$work/64.png" "$work/256.png" icon.ico
# An ICNS file is a header and one block a size: type, length, PNG.
python3 - "$work" icon.icns <<'PYTHON'
import pathlib, struct, sys
work, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
kinds = [("icp4", 16), ("icp5", 32), ("ic07", 128), ("ic08", 256), ("ic09", 512), ("ic10", 1024), ("ic11", 32), ("ic12", 64), ("ic13", 256), ("ic14", 512)]
blocks = b""
for kind, size in kinds:
    png = (work / f"{size}.png").read_bytes()
    blocks += kind.encode() + struct.pack(">I", len(png) + 8) + png
target.write_bytes(b"icns" + struct.pack(">I", len(blocks) + 8) + blocks)
PYTHON
