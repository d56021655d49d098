import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Field, Fields } from './official.ts';

/** By name of a class: its fields as the wire spells them, with their types as Python does. */
export type Classes = ReadonlyMap<string, ReadonlyMap<string, string>>;

const CLASS = /^class (\w+)\(\w+\):\n([\s\S]*?)(?=^class |(?![\s\S]))/gm;

/** The models of an SDK package, which are generated: each argument of a constructor has its place in `from_map`, in order. */
export function classesIn(folder: string): Classes {
  const classes = new Map<string, ReadonlyMap<string, string>>();
  for (const file of filesIn(folder)) {
    for (const [, name = '', body = ''] of readFileSync(file, 'utf8').matchAll(CLASS)) {
      const [made = '', , , read = ''] = body.split(/^ {4}def (?:validate|to_map|from_map)\(/m);
      const types = [...made.matchAll(/^ {8}\w+: (.+?) = None,$/gm)].map(([, type = '']) => type);
      const names = [...read.matchAll(/^ {8}if m\.get\('([^']+)'\) is not None:/gm)].map(
        ([, field = '']) => field,
      );
      if (types.length !== names.length)
        throw new Error(`${file}: ${name} has ${types.length} and ${names.length} fields`);
      classes.set(name, new Map(names.map((field, index) => [field, shortened(types[index] ?? '')])));
    }
  }
  return classes;
}

/** Older packages keep all their models in one file. */
function filesIn(folder: string): string[] {
  const models = join(folder, 'models');
  if (!existsSync(models)) return [join(folder, 'models.py')];
  return readdirSync(models)
    .filter((file) => file.endsWith('.py'))
    .map((file) => join(models, file));
}

function shortened(type: string): string {
  return type.replace(/main_models\./g, '');
}

const PLAIN: Readonly<Record<string, string>> = {
  str: 'string',
  int: 'integer',
  float: 'number',
  bool: 'boolean',
};

/** What a class holds, all the way down; one that holds itself is a `map` there. */
export function fieldsOf(classes: Classes, name: string, within: readonly string[] = []): Field {
  const fields = classes.get(name);
  if (!fields) return typeOf(classes, name, within);
  if (within.includes(name)) return 'map';
  const inside = [...within, name];
  const answer: Record<string, Field> = {};
  for (const [field, type] of [...fields].sort(([one], [other]) => (one < other ? -1 : 1)))
    answer[field] = typeOf(classes, type, inside);
  return answer satisfies Fields;
}

function typeOf(classes: Classes, type: string, within: readonly string[]): Field {
  const item = /^List\[(.*)\]$/.exec(type)?.[1];
  if (item !== undefined) return [typeOf(classes, item, within)];
  if (/^(Dict\[|dict$|object$|Any$)/.test(type)) return 'map';
  return PLAIN[type] ?? (classes.has(type) ? fieldsOf(classes, type, within) : type);
}
