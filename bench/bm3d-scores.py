"""Measures CBM3D (Dabov et al., ICIP 2007; its authors' Python package) on the noise that this project's weights get.

    pip install bm3d pillow
    npx dfpir degrade KODAK24 -o NOISY --kind denoise --sigma 25 --seed 1001
    python bench/bm3d-scores.py NOISY KODAK24 25

The level of the noise is told; results are rounded to 8 bits. PSNR on RGB.
"""

import sys
from pathlib import Path

import numpy as np
from bm3d import bm3d_rgb
from PIL import Image


def read(path):
    return np.asarray(Image.open(path).convert("RGB"), dtype=np.float64)


def psnr(a, b):
    return 10 * np.log10(255**2 / np.mean((a - b) ** 2))


def main(noisy, clean, sigma):
    scores = []
    for path in sorted(Path(noisy).glob("*.png")):
        restored = bm3d_rgb(read(path) / 255, float(sigma) / 255)
        score = psnr(np.clip(np.round(restored * 255), 0, 255), read(Path(clean) / path.name))
        scores.append(score)
        print(f"{path.name} {score:.2f}", flush=True)
    print(f"mean of {len(scores)}: {np.mean(scores):.2f}")


main(*sys.argv[1:])
