import type { PromptListing } from './list-prompts.js'

/** What `dfpir prompts list` prints for people. */
export function formatPrompts({ model, encoder, prompts }: PromptListing): string {
  if (prompts.length === 0) return `${model} carries no prompts`
  const rows = prompts.map(({ name, task, text, size, norm }) => [name, task, `${size}`, norm.toFixed(2), text])
  const table = [['name', 'task', 'size', 'norm', 'text'], ...rows]
  const widths = [0, 1, 2, 3].map(column => Math.max(...table.map(row => row[column].length)))
  const lines = table.map(row => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  return [...lines, '', `embeddings: ${encoder ?? 'the checkpoint does not say what made them'}`].join('\n')
}
