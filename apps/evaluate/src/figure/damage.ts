import { choosePrompt, findPrompt, type Prompt, type PromptTable, type PromptText } from '@dfpir/prompts'

/** What happened to a picture, by the prompt that undoes it. */
export type DamagePrompt = Pick<PromptText, 'name' | 'task' | 'sigma'>

/** The damage that all models undo: the first one's prompts for whose tasks the others have prompts, too. */
export function commonDamage([first, ...others]: readonly { readonly prompts: PromptTable }[]): readonly Prompt[] {
  return first.prompts.filter(({ task }) => others.every(({ prompts }) => prompts.some(other => other.task === task)))
}

/** A model's prompt for damage: that of its name, else the nearest of its task. @throws UsageError when it has none. */
export function promptForDamage(
  { prompts }: { readonly prompts: PromptTable },
  { name, task, sigma }: DamagePrompt,
): Prompt {
  return findPrompt(prompts, name) ?? choosePrompt(prompts, { task, sigma })
}
