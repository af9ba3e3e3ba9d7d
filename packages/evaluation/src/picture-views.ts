import type { Picture } from '@dfpir/core'
import { encodePicture, shrinkPicture } from '@dfpir/images'
import type { MeasuredPictures } from './evaluate-set.js'

/** A picture for display. */
export interface PictureView {
  readonly label: string
  /** A data URI. */
  readonly source: string
}

export interface PictureViewsOptions {
  /** The number of pictures to keep of each set, from the first. */
  count: number
}

/** The longest side of a view, in pixels. */
export const viewSide = 640

/**
 * Reduced copies of the inputs, the restorations of each model, and the references, for display on pages. They are
 * lossy (WebP), 20 to 180 kB each.
 */
export class PictureViews {
  private readonly sets = new Map<string, Map<string, PictureView[]>>()

  constructor(private readonly options: PictureViewsOptions) {}

  /** Keeps a model's restoration of a picture. All models must process the pictures in the same order. */
  async add({ name, input, target, restored, blind }: MeasuredPictures, title: string, model: string): Promise<void> {
    const set = this.sets.get(title) ?? new Map<string, PictureView[]>()
    this.sets.set(title, set)
    const views = set.get(name) ?? (set.size < this.options.count ? await ends(input, target) : undefined)
    if (!views) return
    if (restored) views.splice(-1, 0, await view(model, restored))
    if (blind) views.splice(-1, 0, await view(`${model}, blind`, blind))
    set.set(name, views)
  }

  /** The views of a picture from left to right; undefined if none were kept. */
  of(title: string, name: string): readonly PictureView[] | undefined {
    return this.sets.get(title)?.get(name)
  }
}

async function ends(input: Picture, target: Picture): Promise<PictureView[]> {
  return [await view('input', input), await view('reference', target)]
}

async function view(label: string, picture: Picture): Promise<PictureView> {
  const bytes = await encodePicture(await shrinkPicture(picture, viewSide), 'webp', { quality: 85 })
  return { label, source: `data:image/webp;base64,${Buffer.from(bytes).toString('base64')}` }
}
