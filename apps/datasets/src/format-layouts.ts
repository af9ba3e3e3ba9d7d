import { type Layout, layouts } from '@dfpir/datasets'

/** Every known layout: its name, what it is for, and its tree. */
export function formatLayouts(): string {
  return layouts.map(formatLayout).join('\n\n')
}

function formatLayout({ name, title, tree }: Layout): string {
  const lines = tree.split('\n').map(line => `    ${line}`)
  return [`${name} · ${title}`, ...lines].join('\n')
}
