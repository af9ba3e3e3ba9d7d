"""Writes the losses of PyTorch's optimizers on dfpir-tiny: python packages/testing/golden/make-loss-curve.py

Every run begins with the weights of dfpir-tiny and sees its one batch again and again. Needs torch and safetensors.
"""

import json
import math
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here.parents[2] / "bench" / "peer"))
from dfpir import Dfpir  # noqa: E402

folder = here / "dfpir-tiny"
weights = load_file(folder / "weights.safetensors")
files = load_file(folder / "forward.safetensors")


def cosine(step: int, steps: int, base: float, lowest: float) -> float:
    """The rate of a step from 0: half a cosine from base to lowest."""
    return lowest + (base - lowest) * (1 + math.cos(math.pi * step / steps)) / 2


def train(make_optimizer, steps: int, rate: float, *, lowest: float | None = None, clip: float | None = None) -> dict:
    model = Dfpir(dim=8, blocks=(1, 2, 1, 1), refinement=1)
    model.load_state_dict({name: value for name, value in weights.items() if name in model.state_dict()})
    optimizer = make_optimizer(model.parameters(), rate)
    losses, norms = [], []
    for step in range(steps):
        if lowest is not None:
            optimizer.param_groups[0]["lr"] = cosine(step, steps, rate, lowest)
        optimizer.zero_grad()
        loss = (model(files["input"], files["prompt"]) - files["target"]).abs().mean()
        loss.backward()
        if clip is not None:
            norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), clip).item())
        optimizer.step()
        losses.append(loss.item())
    return {"losses": losses, **({"norms": norms} if norms else {})}


def adam(parameters, rate):
    return torch.optim.Adam(parameters, lr=rate)


def adamw(parameters, rate):
    return torch.optim.AdamW(parameters, lr=rate, weight_decay=0.5)


torch.manual_seed(0)
curves = {
    "cosine": {"rate": 1e-4, "lowest": 1e-6, **train(adam, 50, 1e-4, lowest=1e-6)},
    "adamw": {"rate": 1e-3, "weightDecay": 0.5, **train(adamw, 5, 1e-3)},
    "clipped": {"rate": 1e-3, "clipNorm": 0.05, **train(adam, 5, 1e-3, clip=0.05)},
}
(folder / "loss-curve.json").write_text(json.dumps(curves, indent=1) + "\n")
