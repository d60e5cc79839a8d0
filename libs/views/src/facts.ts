import type { CommandName, EventType, FieldsOf, slices } from '@dealtrail/deals/registry';
import type { Recorded } from '@dealtrail/deals/recorded';

/** The data of each event type: what its command asked for. */
type Data = { readonly [Name in CommandName as (typeof slices)[Name]['event']]: FieldsOf<Name> };

/** One event type with its own data. */
export type FactOf<Type extends EventType> = Recorded<Type, Data[Type]>;

/** Every event there is, told apart by `type`: a switch over it names what a new event type has to be given. */
export type Fact = { readonly [Type in EventType]: FactOf<Type> }[EventType];
