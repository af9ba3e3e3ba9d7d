"""DFPIR (Tian et al., CVPR 2025) in PyTorch, as its users run it: eager, float32, one module per published name."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class LayerNorm(nn.Module):
    """Normalises the channels of each pixel of [B, C, H, W]."""

    def __init__(self, channels: int):
        super().__init__()
        self.body = nn.LayerNorm(channels, eps=1e-5)

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x.movedim(1, -1)).movedim(-1, 1)


def conv(inputs: int, outputs: int, size: int = 1, bias: bool = False) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, size, padding=size // 2, bias=bias)


def depthwise(channels: int) -> nn.Conv2d:
    return nn.Conv2d(channels, channels, 3, padding=1, groups=channels, bias=False)


def attend(q: Tensor, k: Tensor, v: Tensor, temperature: Tensor, keep: int | None = None) -> Tensor:
    """Attention between channels; of each row only the `keep` largest logits take part in the softmax."""
    heads = temperature.shape[0]
    queries, keys, values = (x.unflatten(1, (heads, -1)).flatten(3) for x in (q, k, v))  # [B, heads, C/heads, HW]
    logits = F.normalize(queries, dim=-1) @ F.normalize(keys, dim=-1).mT * temperature
    if keep is not None:
        chosen = logits.topk(keep, dim=-1)
        logits = torch.full_like(logits, float("-inf")).scatter(-1, chosen.indices, chosen.values)
    return (logits.softmax(dim=-1) @ values).reshape(v.shape)


class SelfAttention(nn.Module):
    def __init__(self, channels: int, heads: int):
        super().__init__()
        self.temperature = nn.Parameter(torch.ones(heads, 1, 1))
        self.qkv = conv(channels, 3 * channels)
        self.qkv_dwconv = depthwise(3 * channels)
        self.project_out = conv(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        return self.project_out(attend(*self.qkv_dwconv(self.qkv(x)).chunk(3, dim=1), self.temperature))


class CrossAttention(nn.Module):
    def __init__(self, channels: int, heads: int, gamma: float):
        super().__init__()
        self.keep = int(channels // heads * gamma + 1e-7)
        self.temperature = nn.Parameter(torch.ones(heads, 1, 1))
        self.q, self.q_dwconv = conv(channels, channels), depthwise(channels)
        self.kv, self.kv_dwconv = conv(channels, 2 * channels), depthwise(2 * channels)
        self.project_out = conv(channels, channels)
        self.attn4 = nn.Parameter(torch.full((1,), 0.2))

    def forward(self, perturbed: Tensor, plain: Tensor) -> Tensor:
        keys, values = self.kv_dwconv(self.kv(plain)).chunk(2, dim=1)
        attended = attend(self.q_dwconv(self.q(perturbed)), keys, values, self.temperature, self.keep)
        return self.project_out(attended * self.attn4)


class FeedForward(nn.Module):
    def __init__(self, channels: int, expansion: float):
        super().__init__()
        hidden = int(channels * expansion)
        self.project_in = conv(channels, 2 * hidden)
        self.dwconv = depthwise(2 * hidden)
        self.project_out = conv(hidden, channels)

    def forward(self, x: Tensor) -> Tensor:
        gate, value = self.dwconv(self.project_in(x)).chunk(2, dim=1)
        return self.project_out(F.gelu(gate) * value)


class TransformerBlock(nn.Module):
    def __init__(self, channels: int, heads: int, expansion: float):
        super().__init__()
        self.norm1, self.attn = LayerNorm(channels), SelfAttention(channels, heads)
        self.norm2, self.ffn = LayerNorm(channels), FeedForward(channels, expansion)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attn(self.norm1(x))
        return x + self.ffn(self.norm2(x))


class PerturbationBlock(nn.Module):
    """DGPB: the prompt puts widened channels in an order, then cross-attention between shuffled and plain features."""

    def __init__(self, channels: int, heads: int, expansion: float, gamma: float, prompt_size: int):
        super().__init__()
        self.linear_layer1 = nn.Linear(prompt_size, prompt_size)
        self.linear_layer3 = nn.Linear(prompt_size, 2 * channels)
        self.conv1x1 = conv(channels, 2 * channels, bias=True)
        self.conv_out = conv(2 * channels, channels, bias=True)
        self.norm1, self.norm2, self.norm3 = (LayerNorm(channels) for _ in range(3))
        self.select_attn = CrossAttention(channels, heads, gamma)
        self.ffn = FeedForward(channels, expansion)

    def forward(self, x: Tensor, prompt: Tensor) -> Tensor:
        order = self.linear_layer3(self.linear_layer1(prompt)).argsort(dim=-1, descending=True)
        wide = self.conv1x1(x)
        shuffled = torch.stack([picture[channels] for picture, channels in zip(wide, order)])
        x = self.select_attn(self.norm1(self.conv_out(shuffled)), self.norm2(x))
        return x + self.ffn(self.norm3(x))


class Resample(nn.Module):
    def __init__(self, inputs: int, outputs: int, shuffle: nn.Module):
        super().__init__()
        self.body = nn.Sequential(conv(inputs, outputs, 3), shuffle)

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x)


class PatchEmbed(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.proj = conv(3, dim, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.proj(x)


class Dfpir(nn.Module):
    """Pictures [B, 3, H, W] with sides that are multiples of 8, and prompts [B, prompt_size], to pictures."""

    def __init__(
        self,
        dim: int = 48,
        blocks: tuple[int, ...] = (4, 6, 6, 8),
        refinement: int = 4,
        heads: tuple[int, ...] = (1, 2, 4, 8),
        expansion: float = 2.66,
        gamma: float = 0.9,
        promptSize: int = 512,
    ):
        super().__init__()
        widths = [dim * 2**level for level in range(4)]

        def level(count: int, channels: int, head_count: int) -> nn.Sequential:
            return nn.Sequential(*(TransformerBlock(channels, head_count, expansion) for _ in range(count)))

        self.patch_embed = PatchEmbed(dim)
        for index, name in enumerate(("encoder_level1", "encoder_level2", "encoder_level3", "latent")):
            setattr(self, name, level(blocks[index], widths[index], heads[index]))
            block = PerturbationBlock(widths[index], heads[index], expansion, gamma, promptSize)
            bridge = "latent" if index == 3 else "encoder"
            setattr(self, f"{bridge}_shuffle_channel{'' if index == 3 else index + 1}", block)
            if index < 3:
                down = Resample(widths[index], widths[index] // 2, nn.PixelUnshuffle(2))
                setattr(self, f"down{index + 1}_{index + 2}", down)
                up = Resample(widths[index + 1], 2 * widths[index + 1], nn.PixelShuffle(2))
                setattr(self, f"up{index + 2}_{index + 1}", up)
        self.reduce_chan_level3 = conv(widths[3], widths[2])
        self.reduce_chan_level2 = conv(widths[2], widths[1])
        self.decoder_level3 = level(blocks[2], widths[2], heads[2])
        self.decoder_level2 = level(blocks[1], widths[1], heads[1])
        self.decoder_level1 = level(blocks[0], widths[1], heads[0])
        self.refinement = level(refinement, widths[1], heads[0])
        self.output = conv(widths[1], 3, 3)

    def forward(self, picture: Tensor, prompt: Tensor) -> Tensor:
        first = self.encoder_level1(self.patch_embed(picture))
        second = self.encoder_level2(self.down1_2(first))
        third = self.encoder_level3(self.down2_3(second))
        x = self.latent_shuffle_channel(self.latent(self.down3_4(third)), prompt)
        x = torch.cat([self.up4_3(x), self.encoder_shuffle_channel3(third, prompt)], dim=1)
        x = self.decoder_level3(self.reduce_chan_level3(x))
        x = torch.cat([self.up3_2(x), self.encoder_shuffle_channel2(second, prompt)], dim=1)
        x = self.decoder_level2(self.reduce_chan_level2(x))
        x = torch.cat([self.up2_1(x), self.encoder_shuffle_channel1(first, prompt)], dim=1)
        return self.output(self.refinement(self.decoder_level1(x))) + picture
