import type { Command } from 'commander'

/** A subcommand whose code is loaded only when it runs or shows its help. */
export interface LazyCommand {
  readonly name: string
  readonly summary: string
  readonly load: () => Promise<Command>
}

/** The subcommands of `dfpir`, in the order in which its help lists them. */
export const commands: readonly LazyCommand[] = [
  {
    name: 'restore',
    summary: 'restore photographs: noise, rain, haze, blur, darkness',
    load: async () => (await import('@dfpir/app-restore')).createRestoreCommand(),
  },
  {
    name: 'detect',
    summary: 'detect the damage in photographs',
    load: async () => (await import('./detect/detect-command.js')).createDetectCommand(),
  },
  {
    name: 'evaluate',
    summary: 'measure PSNR and SSIM on folders of pictures',
    load: async () => (await import('@dfpir/app-evaluate/evaluate')).createEvaluateCommand(),
  },
  {
    name: 'figure',
    summary: "draw the paper's figures: t-SNE, crops, features, orders, γ",
    load: async () => (await import('@dfpir/app-evaluate/figure')).createFigureCommand(),
  },
  {
    name: 'degrade',
    summary: 'write degraded copies: noise, rain, haze, blur, darkness, JPEG',
    load: async () => (await import('./degrade/degrade-command.js')).createDegradeCommand(),
  },
  {
    name: 'train',
    summary: 'train a network from a YAML training file',
    load: async () => (await import('@dfpir/app-train')).createTrainCommand(),
  },
  {
    name: 'ablate',
    summary: 'train and compare variants of a network',
    load: async () => (await import('@dfpir/app-ablate')).createAblateCommand(),
  },
  {
    name: 'report',
    summary: 'combine trainings, sweeps, evaluations and figures on one page',
    load: async () => (await import('@dfpir/app-evaluate/report')).createReportCommand(),
  },
  {
    name: 'datasets',
    summary: 'check data sets before you train or evaluate on them',
    load: async () => (await import('./datasets/datasets-command.js')).createDatasetsCommand(),
  },
  {
    name: 'bench',
    summary: 'time forward passes or training steps',
    load: async () => (await import('./bench/bench-command.js')).createBenchCommand(),
  },
  {
    name: 'forward',
    summary: 'run the network once on tensors from a file',
    load: async () => (await import('@dfpir/app-restore')).createForwardCommand(),
  },
  {
    name: 'inspect',
    summary: 'show what a checkpoint contains',
    load: async () => (await import('./checkpoints/inspect-command.js')).createInspectCommand(),
  },
  {
    name: 'convert',
    summary: 'convert a checkpoint to safetensors or ONNX',
    load: async () => (await import('./checkpoints/convert-command.js')).createConvertCommand(),
  },
  {
    name: 'prompts',
    summary: 'show, encode and attach prompts',
    load: async () => (await import('./prompts/prompts-command.js')).createPromptsCommand(),
  },
  {
    name: 'doctor',
    summary: 'show which engines and libraries this machine has',
    load: async () => (await import('./doctor/doctor-command.js')).createDoctorCommand(),
  },
  {
    name: 'setup',
    summary: 'install optional libraries, such as libtensorflow',
    load: async () => (await import('./doctor/setup-command.js')).createSetupCommand(),
  },
]
