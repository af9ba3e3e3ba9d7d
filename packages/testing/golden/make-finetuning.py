"""Writes a checkpoint of a training with torch.optim as Lightning does, and how it goes on: python packages/testing/golden/make-finetuning.py

The network is tiny and most of it frozen, so that a file with the optimizer's state is small. Needs torch and safetensors.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here.parents[2] / "bench" / "peer"))
from dfpir import Dfpir  # noqa: E402

folder = here / "finetuning"
folder.mkdir(exist_ok=True)
torch.manual_seed(7)
config = {"dim": 2, "blocks": [1, 1, 1, 1], "refinement": 0, "heads": [1, 1, 1, 1], "promptSize": 8}
model = Dfpir(**config)
for name, parameter in model.named_parameters():
    parameter.requires_grad_(name.startswith(("latent.", "output.")))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
batch = {"input": torch.rand(1, 3, 16, 24), "target": torch.rand(1, 3, 16, 24), "prompt": torch.randn(1, 8)}


def step() -> float:
    optimizer.zero_grad()
    loss = (model(batch["input"], batch["prompt"]) - batch["target"]).abs().mean()
    loss.backward()
    optimizer.step()
    return loss.item()


for _ in range(4):
    step()

checkpoint = {
    "global_step": 4,
    "state_dict": {f"net.{name}": value for name, value in model.state_dict().items()},
    "optimizer_states": [optimizer.state_dict()],
}
# The older format has less around each of the many small tensors.
torch.save(checkpoint, folder / "lightning.ckpt", _use_new_zipfile_serialization=False)

name = "latent.0.attn.qkv.weight"
parameter = dict(model.named_parameters())[name]
moments = {f"{kind}.{name}": optimizer.state[parameter][kind].clone() for kind in ("exp_avg", "exp_avg_sq")}
losses = [step() for _ in range(5)]
save_file({**batch, **moments}, folder / "batch.safetensors")
(folder / "expected.json").write_text(json.dumps({"config": config, "rate": 1e-3, "losses": losses}, indent=1) + "\n")
