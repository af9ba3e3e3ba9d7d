import { Command } from 'commander'
import { describeOrders } from './describe-orders.js'
import { addFigureOptions, type FigureOptions, makeFigure } from './figure-options.js'
import type { OrdersOptions } from './order-prompts.js'

const examples = `
Examples:
  dfpir figure orders -o orders.svg
  dfpir figure orders derain dehaze --model model.safetensors -o orders.png

This command does the same as dfpir prompts order -o, whose help explains the numbers.
`

/** `dfpir figure orders`: draws the channel orders of prompts, as in Figure 7. */
export function createOrdersCommand(): Command {
  const command = new Command('orders')
    .description('draw the channel orders of prompts and the distances between them (Figure 7)')
    .argument('[text...]', "prompts by name or text (default: all of the model's); with --encoder, any text")
    .option('--model <id|folder|file>', 'the weights (default: those that ship with dfpir)')
    .option('--encoder <folder|id>', 'a CLIP text model, for texts that the model was not trained on')
    .addHelpText('after', examples)
  return addFigureOptions(command).action((texts: readonly string[], options: FigureOptions & OrdersOptions) =>
    makeFigure(options, async () => {
      const orders = await describeOrders(texts, options)
      return { ...orders, figure: orders.figure() }
    }),
  )
}
