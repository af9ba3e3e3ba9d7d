import { checkFigure, describeOrders, type OrdersOptions } from '@dfpir/app-evaluate/figure'
import { writeFigure } from '@dfpir/figures'
import { printJson } from '@dfpir/terminal'
import { Command } from 'commander'

/** The options of `dfpir prompts order` as commander parses them. */
interface OrderCommandOptions extends OrdersOptions {
  output?: string
  force?: boolean
  json?: boolean
}

const examples = `
Examples:
  dfpir prompts order
  dfpir prompts order derain dehaze --model model.safetensors -o orders.svg
  dfpir prompts order derain "remove the rain" --model model.safetensors --encoder clip/ --json

A prompt determines the order of the channels in each perturbation block. Kendall's distance compares two orders: it is the
share of channel pairs whose relative order differs. 0 means the same order, 0.5 unrelated orders, 1 the reverse order.
`

/** `dfpir prompts order`: shows the channel orders of prompts, and their distances. */
export function createOrderCommand(): Command {
  return new Command('order')
    .description('show the channel orders of prompts and the distances between them')
    .argument('[text...]', "prompts by name or text (default: all of the model's); with --encoder, any text")
    .option('--model <id|folder|file>', 'the weights (default: those that ship with dfpir)')
    .option('--encoder <folder|id>', 'a CLIP text model, for texts that the model was not trained on')
    .option('-o, --output <file>', 'draw the orders and their distances: .svg, .pdf or .png')
    .option('-f, --force', 'overwrite an existing file')
    .option('--json', 'print one JSON object as the last line of stdout')
    .addHelpText('after', examples)
    .action(order)
}

async function order(texts: readonly string[], options: OrderCommandOptions): Promise<void> {
  const { output, force, json } = options
  if (output !== undefined) checkFigure(output, force)
  const { data, text, figure } = await describeOrders(texts, options)
  if (output !== undefined) await writeFigure(output, figure())
  if (json) printJson({ ...data, output: output ?? null })
  else process.stdout.write(`${text}\n${output === undefined ? '' : `${output}\n`}`)
}
