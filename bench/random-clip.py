"""Makes a text model of the size of CLIP ViT-B/32 with random weights, in Hugging Face's layout: f32, f16 and 8 bits, and
what PyTorch makes of the released prompts. Needs torch, transformers, safetensors, onnx, onnxscript and onnxruntime.

    python bench/random-clip.py FOLDER
"""

import shutil
import sys
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.float16 import convert_float_to_float16
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModelWithProjection, PreTrainedTokenizerFast

TOKENIZER = Path(__file__).parent.parent / "packages/prompts/fixtures/tiny-clip"
PROMPTS = {
    "denoise-15": "Gaussian noise with a standard deviation of 15",
    "denoise-25": "Gaussian noise with a standard deviation of 25",
    "denoise-50": "Gaussian noise with a standard deviation of 50",
    "derain": "Rain degradation with rain lines",
    "dehaze": "Hazy degradation with normal haze",
    "deblur": "Blur degradation with motion blur",
    "lowlight": "Lowlight degradation",
}


class Text(torch.nn.Module):
    def __init__(self, model: CLIPTextModelWithProjection) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        return self.model(input_ids=input_ids).text_embeds


def export(model: CLIPTextModelWithProjection, folder: Path) -> None:
    whole = folder / "text_model.onnx"
    folder.mkdir(parents=True, exist_ok=True)
    ids = torch.tensor([[529, 5, 6, 530]])
    torch.onnx.export(
        Text(model).eval(),
        (ids,),
        str(whole),
        input_names=["input_ids"],
        output_names=["text_embeds"],
        dynamic_axes={"input_ids": {0: "batch", 1: "tokens"}, "text_embeds": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )
    half = convert_float_to_float16(onnx.load(str(whole)), keep_io_types=True)
    onnx.save(half, str(folder / "text_model_fp16.onnx"))
    quantized = str(folder / "text_model_quantized.onnx")
    quantize_dynamic(str(whole), quantized, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)


def main(folder: Path) -> None:
    torch.manual_seed(0)
    model = CLIPTextModelWithProjection(CLIPTextConfig(bos_token_id=529, eos_token_id=530, pad_token_id=530)).eval()
    folder.mkdir(parents=True, exist_ok=True)
    for name in ["tokenizer.json", "tokenizer_config.json"]:
        shutil.copy(TOKENIZER / name, folder / name)
    model.config.save_pretrained(folder)
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
    with torch.no_grad():
        embeddings = {
            name: model(torch.tensor([tokenizer.encode(text)])).text_embeds[0] for name, text in PROMPTS.items()
        }
    save_file(embeddings, str(folder / "pytorch.safetensors"))
    export(model, folder / "onnx")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
