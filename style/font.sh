#!/bin/sh
# Makes the two subset fonts under style/assets/font from Debian's Noto Sans CJK.
#
# Why a subset of our own: Noto Sans JP split by unicode-range costs more than 1 MB on a first visit, and the whole
# first visit may cost 450 kB. One file a weight with the characters of our screens is two requests and stays cached.
#
# Needs: the package fonts-noto-cjk (apt), and Python with fonttools and brotli (pip install fonttools brotli).
# Not part of the ordinary build; run it by hand after changing characters.txt and commit what it makes.
#   style/font.sh               uses python3 from the path; PYTHON=… and NOTO_CJK=… choose others
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out="$here/assets/font"
python=${PYTHON:-python3}
source_folder=${NOTO_CJK:-/usr/share/fonts/opentype/noto}
limit=75000

"$python" -c 'import fontTools, brotli' || { echo "font.sh: pip install fonttools brotli" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
grep -v '^# ' "$out/characters.txt" > "$work/characters"

for weight in Regular Bold; do
    file="$source_folder/NotoSansCJK-$weight.ttc"
    [ -r "$file" ] || { echo "font.sh: $file is missing (apt install fonts-noto-cjk)" >&2; exit 1; }
    # Face 0 of the collection is the Japanese one. No layout features: locl would double every kanji, and
    # palt/vert have no place on screens where columns line up only while kana keep their full width.
    "$python" -m fontTools.subset "$file" --font-number=0 \
        --unicodes=U+0020-007E --text-file="$work/characters" --output-file="$work/$weight.otf" \
        --no-hinting --desubroutinize --drop-tables+=VORG,vhea,vmtx,BASE,DSIG,GSUB,GPOS \
        --layout-features='' --name-IDs='0,1,2,3,4,5,6,13,14' --notdef-outline
    "$python" "$here/font.py" "$work/$weight.otf" "$out/MadoguchiSans-$weight.woff2" "$weight"
    size=$(wc -c < "$out/MadoguchiSans-$weight.woff2")
    echo "MadoguchiSans-$weight.woff2 $size bytes"
    [ "$size" -le "$limit" ] || { echo "font.sh: over $limit bytes, take rare characters out" >&2; exit 1; }
done
