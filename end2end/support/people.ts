/** Who works with the program in these tests, and the state that the global setup leaves for them. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_FOLDER, type House } from './server';

/** Everyone's password here: long, and on no list of common ones. */
export const PASSWORD = '窓口のねこは朝ねむい-2026';

export interface Person {
  login: string;
  name: string;
  role: string;
}

export const PEOPLE = {
  admin: { login: 'admin', name: '管理 者', role: 'admin' },
  desk1: { login: 'desk1', name: '相談 花子', role: 'desk_staff' },
  desk2: { login: 'desk2', name: '窓口 次郎', role: 'desk_staff' },
  rota: { login: 'rota1', name: '当番 三郎', role: 'rota_manager' },
  physician: { login: 'doctor1', name: '医師 四郎', role: 'physician' },
  hospital: { login: 'hospital1', name: '病院 五月', role: 'hospital' },
  manager: { login: 'manager1', name: '市 六郎', role: 'manager' },
} as const satisfies Record<string, Person>;
export type PersonKey = keyof typeof PEOPLE;

/**
 * The servers that stand for the whole run. The calls are fed twice, so each mode has its own; `many`
 * holds seeded inquiries for paging and counting, apart from what other tests save meanwhile.
 */
export const HOUSES = {
  main: ['admin', 'desk1', 'desk2', 'rota', 'physician', 'hospital', 'manager'],
  calls_js: ['desk1'],
  calls_nojs: ['desk1'],
  many: ['desk1', 'desk2'],
} as const satisfies Record<string, readonly PersonKey[]>;
export type HouseName = keyof typeof HOUSES;

export interface RunState {
  houses: Record<HouseName, House>;
}

export const STATE_FILE = join(RUN_FOLDER, 'state.json');

/** The house of that name; `calls` means the one of the mode that is being tested. */
export function houseOf(name: HouseName | 'calls', js: boolean): House {
  const key: HouseName = name === 'calls' ? (js ? 'calls_js' : 'calls_nojs') : name;
  const state = JSON.parse(readFileSync(STATE_FILE, 'utf8')) as RunState;
  return state.houses[key];
}

/** Where the signed-in cookies of a person in a house are kept. */
export function cookiesOf(house: string, person: string): string {
  return join(RUN_FOLDER, `${house}-${person}.cookies.json`);
}

/** A word that no other test uses. */
export function unique(stem = '試験'): string {
  return `${stem}${randomBytes(5).toString('hex')}`;
}

/** A made-up name in hiragana that no other test uses; kana search must find it. */
export function uniqueKana(length = 7): string {
  const kana = 'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもらりるれろわ';
  return Array.from(randomBytes(length), (byte) => kana.charAt(byte % kana.length)).join('');
}

/** A telephone number that no other test uses. */
export function uniqueTelephone(): string {
  const digits = Array.from(randomBytes(8), (byte) => String(byte % 10)).join('');
  return `090-${digits.slice(0, 4)}-${digits.slice(4)}`;
}
