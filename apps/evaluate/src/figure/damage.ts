import { choosePrompt, findPrompt, type Prompt, type PromptTable, type PromptText } from '@dfpir/prompts'

/** The damage to a picture, given by the prompt that repairs it. */
export type DamagePrompt = Pick<PromptText, 'name' | 'task' | 'sigma'>

/** Returns the damage that all models repair: the first model's prompts for whose tasks the others have prompts too. */
export function commonDamage([first, ...others]: readonly { readonly prompts: PromptTable }[]): readonly Prompt[] {
  return first.prompts.filter(({ task }) => others.every(({ prompts }) => prompts.some(other => other.task === task)))
}

/** Returns a model's prompt for a damage, by name or else the nearest of the task. @throws UsageError if it has none. */
export function promptForDamage(
  { prompts }: { readonly prompts: PromptTable },
  { name, task, sigma }: DamagePrompt,
): Prompt {
  return findPrompt(prompts, name) ?? choosePrompt(prompts, { task, sigma })
}
