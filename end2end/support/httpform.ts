/**
 * A form of the site read and sent over plain HTTP, as a browser without scripts would, but fast enough
 * to save while the server is being killed. It knows the fields by their labels, not by their names.
 */
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function plain(text: string): string {
  return text
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => {
      if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
      if (name.startsWith('#')) return String.fromCodePoint(Number.parseInt(name.slice(1), 10));
      return ENTITIES[name.toLowerCase()] ?? whole;
    })
    .trim();
}

function attributes(tag: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const match of tag.replace(/^<\w+/, '').matchAll(/([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)) {
    if (match[1]) found.set(match[1].toLowerCase(), plain(match[2] ?? match[3] ?? match[4] ?? ''));
  }
  return found;
}

export class HttpForm {
  private readonly values: [string, string][] = [];
  private readonly names = new Map<string, string>();
  private readonly choices = new Map<string, Map<string, string>>();
  readonly action: string;

  /** The form that holds the button with this text. */
  constructor(page: string, button: string, address: string) {
    const form = [...page.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)].map((match) => match[0]).find((text) => text.includes(button));
    if (!form) throw new Error(`no form with the button ${button} at ${address}`);
    const opening = attributes(/^<form\b[^>]*>/.exec(form)?.[0] ?? '');
    this.action = new URL(opening.get('action') ?? address, address).href;
    const ids = new Map<string, string>();
    for (const match of form.matchAll(/<input\b[^>]*>/g)) this.input(attributes(match[0]), ids);
    for (const match of form.matchAll(/(<textarea\b[^>]*>)([\s\S]*?)<\/textarea>/g)) {
      this.named(attributes(match[1] ?? ''), plain(match[2] ?? ''), ids);
    }
    for (const match of form.matchAll(/(<select\b[^>]*>)([\s\S]*?)<\/select>/g)) this.select(match[1] ?? '', match[2] ?? '', ids);
    for (const match of form.matchAll(/(<label\b[^>]*>)([\s\S]*?)<\/label>/g)) {
      const name = ids.get(attributes(match[1] ?? '').get('for') ?? '');
      if (name) this.names.set(plain(match[2] ?? ''), name);
    }
  }

  private named(tag: Map<string, string>, value: string, ids: Map<string, string>): void {
    const name = tag.get('name');
    if (!name) return;
    this.values.push([name, value]);
    ids.set(tag.get('id') ?? '', name);
  }

  private input(tag: Map<string, string>, ids: Map<string, string>): void {
    const kind = tag.get('type') ?? 'text';
    if (['submit', 'button', 'reset'].includes(kind)) return;
    if (['radio', 'checkbox'].includes(kind) && !tag.has('checked')) return;
    this.named(tag, tag.get('value') ?? '', ids);
  }

  private select(opening: string, inside: string, ids: Map<string, string>): void {
    const options = [...inside.matchAll(/(<option\b[^>]*>)([^<]*)/g)].map((match) => {
      const tag = attributes(match[1] ?? '');
      const text = plain(match[2] ?? '');
      return { text, value: tag.get('value') ?? text, selected: tag.has('selected') };
    });
    const tag = attributes(opening);
    this.named(tag, (options.find((option) => option.selected) ?? options[0])?.value ?? '', ids);
    this.choices.set(tag.get('name') ?? '', new Map(options.map((option) => [option.text, option.value])));
  }

  /** Fills the field with that label; a choice is given by its text. */
  fill(label: string, value: string): this {
    const name = this.names.get(label);
    const place = this.values.find(([key]) => key === name);
    if (!name || !place) throw new Error(`the form has no field labelled ${label}`);
    place[1] = this.choices.get(name)?.get(value) ?? value;
    return this;
  }

  body(): string {
    return new URLSearchParams(this.values).toString();
  }
}
