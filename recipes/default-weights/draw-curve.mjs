// Draws the training curve from the logs beside the included weights: node recipes/default-weights/draw-curve.mjs
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sortNaturally } from '@dfpir/core'
import { curvesFigure, writeFigure } from '@dfpir/figures'
import { pretrainedFolder } from '@dfpir/pretrained'
import { stagePanels } from './dist/index.js'

const folder = join(pretrainedFolder(), 'training')
const stages = sortNaturally(readdirSync(folder)).map(file => {
  const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n')
  return { name: file.replace('.jsonl', ''), entries: lines.map(line => JSON.parse(line)) }
})
await writeFigure(join(pretrainedFolder(), 'pictures', 'training.svg'), curvesFigure(stagePanels(stages)))
