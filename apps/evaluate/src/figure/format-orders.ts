import { blockTitle } from './block-titles.js'
import type { BlockOrders, PromptOrders } from './order-prompts.js'

const legend = `Numbers: Kendall's distance, 0 the same order, 0.5 unrelated, 1 reversed. Orders: the first channels.`

/** Formats the text of `dfpir prompts order`: per block, each prompt's distances to the others and its first channels. */
export function formatOrders({ prompts, blocks }: PromptOrders): string {
  const labels = prompts.map((name, index) => `${index + 1}  ${shorten(name)}`)
  const width = Math.max(...labels.map(label => label.length))
  const tables = blocks.map(block => [
    `${blockTitle(block.block)}, ${block.orders[0].length} channels`,
    [''.padEnd(width), ...prompts.map((_, index) => `${index + 1}`.padStart(5)), ' order'].join(' '),
    ...labels.map((label, index) => [label.padEnd(width), ...cells(block, index)].join(' ')),
    '',
  ])
  return [...tables.flat(), legend].join('\n')
}

function cells({ distances, orders }: BlockOrders, prompt: number): string[] {
  const numbers = distances[prompt].map(distance => (distance === 0 ? '0' : distance.toFixed(3)).padStart(5))
  return [...numbers, ` ${orders[prompt].slice(0, 6).join(' ')} …`]
}

function shorten(name: string): string {
  return name.length > 32 ? `${name.slice(0, 31)}…` : name
}
