import { type FigureSpec, ordersFigure } from '@dfpir/figures'
import { blockTitle } from './block-titles.js'
import { formatOrders } from './format-orders.js'
import type { OrdersOptions, PromptOrders } from './order-prompts.js'
import { formatExtent, shuffleExtent } from './shuffle-extent.js'

/** The channel orders of prompts as data, text and figure. */
export interface DescribedOrders {
  /** The output of `--json`: one entry per prompt and block, one per pair of prompts and block, and the extent. */
  readonly data: object
  /** The human-readable text. */
  readonly text: string
  /** @throws UsageError for more prompts than a figure can show. */
  figure(): FigureSpec
}

/**
 * Describes the channel orders that prompts produce in each DGPB of a network.
 *
 * @param texts prompts by name or text; with an encoder, any texts. If empty, all prompts of the network.
 * @throws UsageError for a network without prompts or orders, or for a text that needs an encoder; DataError for
 *   unreadable weights or an encoder of another size
 */
export async function describeOrders(texts: readonly string[], options: OrdersOptions): Promise<DescribedOrders> {
  const { orderPrompts } = await import('./order-prompts.js') // brings tfjs: not needed for --help
  const orders = await orderPrompts(texts, options)
  return {
    data: plain(orders),
    text: [formatOrders(orders), ...extentOf(orders)].join('\n'),
    figure: () => figureOf(orders),
  }
}

function extentOf(orders: PromptOrders): string[] {
  return formatExtent(shuffleExtent(orders))
}

function figureOf(orders: PromptOrders): FigureSpec {
  const { prompts, blocks } = orders
  return ordersFigure({
    prompts,
    note: extentOf(orders).join(' '),
    panels: blocks.map(({ block, ...panel }) => ({ title: blockTitle(block), ...panel })),
  })
}

function plain(orders: PromptOrders) {
  const { model, prompts, blocks } = orders
  return {
    model,
    shuffle: shuffleExtent(orders),
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
