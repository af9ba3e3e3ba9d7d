import { type FigureSpec, ordersFigure } from '@dfpir/figures'
import { blockTitle } from './block-titles.js'
import { formatOrders } from './format-orders.js'
import type { OrdersOptions, PromptOrders } from './order-prompts.js'

/** The channel orders of prompts in the forms in which they are wanted. */
export interface DescribedOrders {
  /** For `--json`: one entry per prompt and block, and one per two prompts and block. */
  readonly data: object
  /** For people. */
  readonly text: string
  /** @throws UsageError for more prompts than a figure can show. */
  figure(): FigureSpec
}

/**
 * The channel orders that prompts give in each DGPB of a network.
 *
 * @param texts prompts by name or text, or any texts where an encoder is given; all of the network's when empty
 * @throws UsageError for a network without prompts or orders, or for a text that it takes an encoder to know; DataError
 *   for weights that cannot be read or an encoder of another size
 */
export async function describeOrders(texts: readonly string[], options: OrdersOptions): Promise<DescribedOrders> {
  const { orderPrompts } = await import('./order-prompts.js') // brings tfjs: not needed for --help
  const orders = await orderPrompts(texts, options)
  return { data: plain(orders), text: formatOrders(orders), figure: () => figureOf(orders) }
}

function figureOf({ prompts, blocks }: PromptOrders): FigureSpec {
  return ordersFigure({
    prompts,
    panels: blocks.map(({ block, ...panel }) => ({ title: blockTitle(block), ...panel })),
  })
}

function plain({ model, prompts, blocks }: PromptOrders) {
  return {
    model,
    orders: blocks.flatMap(({ block, orders }) =>
      orders.map((order, index) => ({ prompt: prompts[index], block, order: [...order] })),
    ),
    distances: blocks.flatMap(({ block, distances }) =>
      distances.flatMap((row, a) =>
        row.slice(a + 1).map((kendall, next) => ({ block, a: prompts[a], b: prompts[a + 1 + next], kendall })),
      ),
    ),
  }
}
