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
      "a folder in Hugging Face's layout with CLIP's text model or, for InstructIR, a BERT model; or the id of a CLIP model on the hub",
    )
    .addOption(
      new Option('--dtype <name>', "precision of the encoder's weights; anything but fp32 changes channel orders")
        .choices(encoderDtypes)
        .default('fp32'),
    )
}
