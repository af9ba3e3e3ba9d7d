import { type EncoderDtype, encoderDtypes } from '@dfpir/prompts/clip'
import { type Command, Option } from 'commander'

/** The options that {@link addEncoderOptions} adds to a command. */
export interface EncoderOptions {
  encoder: string
  dtype: EncoderDtype
}

/** Adds `--encoder` and `--dtype`. */
export function addEncoderOptions(command: Command): Command {
  return command
    .requiredOption(
      '--encoder <folder|id>',
      "CLIP's text model: a folder in Hugging Face's layout, or its id on the hub",
    )
    .addOption(
      new Option('--dtype <name>', "precision of the encoder's weights; anything but fp32 changes channel orders")
        .choices(encoderDtypes)
        .default('fp32'),
    )
}
