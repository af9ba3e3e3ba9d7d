"""Times DFPIR in eager PyTorch, or checks it against reference values. Needs torch; `check` also numpy and safetensors.

    python bench/peer/bench.py forward --size 256 --threads 2      # the better of NCHW and channels_last
    python bench/peer/bench.py train-step --size 128               # forward, L1, backward, Adam
    python bench/peer/bench.py train-step --device cuda --half     # the same on a card, in float16 where autocast uses it
    python bench/peer/bench.py check packages/testing/golden/dfpir-tiny --config '{"dim":8,"blocks":[1,2,1,1],"refinement":1}'

The last line is one JSON object: seconds {min, median} and peakRssBytes, as `dfpir bench --json` prints.
"""

import argparse
import json
import resource
import runpy
import statistics
import sys
import time
from collections.abc import Callable

import torch
from torch import nn
from torch.nn import functional as F

from dfpir import Dfpir


def timed(run: Callable[[], object], repeats: int) -> dict[str, float]:
    run()
    if torch.cuda.is_initialized():
        torch.cuda.synchronize()
    seconds = []
    for _ in range(repeats):
        begun = time.perf_counter()
        run()
        if torch.cuda.is_initialized():
            torch.cuda.synchronize()
        seconds.append(time.perf_counter() - begun)
        print(f"{seconds[-1]:.3f} s", file=sys.stderr)
    return {"min": min(seconds), "median": statistics.median(seconds), "sum": sum(seconds)}


def forward(model: nn.Module, picture: torch.Tensor, prompt: torch.Tensor, layout: str, repeats: int) -> dict:
    formats = {"nchw": torch.contiguous_format, "channels_last": torch.channels_last}
    model.eval()
    results = {}
    for name, memory_format in formats.items():
        if layout in (name, "best"):
            network = model.to(memory_format=memory_format)
            x = picture.contiguous(memory_format=memory_format)
            with torch.inference_mode():
                results[name] = timed(lambda: network(x, prompt), repeats)
    best = min(results, key=lambda name: results[name]["min"])
    return {"seconds": results[best], "layout": best}


def train_step(model: nn.Module, picture: torch.Tensor, prompt: torch.Tensor, half: bool, repeats: int) -> dict:
    target = torch.rand_like(picture)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    scaler = torch.amp.GradScaler(picture.device.type, enabled=half)

    def step() -> None:
        optimizer.zero_grad()
        with torch.autocast(picture.device.type, dtype=torch.float16, enabled=half):
            loss = F.l1_loss(model(picture, prompt), target)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()

    return {"seconds": timed(step, repeats)}


def check(model: Dfpir, folder: str) -> dict:
    from safetensors.torch import load_file

    model.load_state_dict(load_file(f"{folder}/weights.safetensors"))
    tensors = load_file(f"{folder}/forward.safetensors")
    with torch.inference_mode():
        difference = (model(tensors["input"], tensors["prompt"]) - tensors["output"]).abs().max().item()
    if difference > 1e-5:
        sys.exit(f"differs from the reference by {difference:.1e}")
    return {"difference": difference}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=["forward", "train-step", "check"])
    parser.add_argument("folder", nargs="?", help="of weights.safetensors and forward.safetensors, for check")
    parser.add_argument("--config", default="{}", type=json.loads, help="as `dfpir bench` takes it")
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--layout", choices=["best", "nchw", "channels_last"], default="best")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--half", action="store_true", help="train in float16 where autocast uses it")
    parser.add_argument("--peer", help="a Python file with another class DFPIR, used with its defaults")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    model = Dfpir(**options.config) if options.peer is None else runpy.run_path(options.peer)["DFPIR"]()
    model = model.to(options.device)
    picture = torch.rand(options.batch, 3, options.size, options.size, device=options.device)
    width = model.latent_shuffle_channel.linear_layer1.in_features
    prompt = torch.randn(options.batch, width, device=options.device)
    if options.mode == "check":
        if options.folder is None:
            parser.error("check needs a folder")
        result = check(model, options.folder)
    elif options.mode == "forward":
        result = forward(model, picture, prompt, options.layout, options.repeats)
    else:
        result = train_step(model, picture, prompt, options.half, options.repeats)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    facts = {"torch": torch.__version__, "size": options.size, "batch": options.batch, "threads": options.threads}
    print(json.dumps({**facts, **result, "peakRssBytes": peak}))


if __name__ == "__main__":
    main()
