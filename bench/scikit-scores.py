"""Compares the scores of this project with those that scikit-image gives for the same files.

    pip install scikit-image pillow
    node bench/picture-scores.mjs A B > scores.json
    python bench/scikit-scores.py scores.json A B
"""

import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from skimage.metrics import peak_signal_noise_ratio, structural_similarity


def read(path):
    return np.asarray(Image.open(path).convert("RGB"))


def luma(picture):
    """BT.601 in studio range, 0 to 255, not rounded: skimage.color.rgb2ycbcr's first channel."""
    return picture.astype(np.float64) @ np.array([65.481, 128.553, 24.966]) / 255 + 16


def scores(a, b):
    axis = -1 if a.ndim == 3 else None
    psnr = peak_signal_noise_ratio(b, a, data_range=255)
    return {"psnr": psnr, "ssim": structural_similarity(b, a, data_range=255, channel_axis=axis)}


def partner(folder, name):
    return next(path for path in sorted(folder.iterdir()) if path.stem == Path(name).stem)


def main(results, inputs, targets):
    images = json.loads(Path(results).read_text().strip().splitlines()[-1])["images"]
    worst = {}
    for image in images:
        a, b = read(Path(inputs) / image["name"]), read(partner(Path(targets), image["name"]))
        found = {"": (image, scores(a, b)), "luma ": (image["luma"], scores(luma(a), luma(b)))}
        for prefix, (ours, theirs) in found.items():
            for key in theirs:
                label = prefix + key
                worst[label] = max(worst.get(label, 0), abs(ours[key] - theirs[key]))
    print(f"{len(images)} pictures, largest difference: " + ", ".join(f"{k} {v:.1e}" for k, v in worst.items()))


main(*sys.argv[1:])
