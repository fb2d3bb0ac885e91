/** A group of native radio buttons, styled as segments or as a list: the browser keeps keys and names. */
import type { ComponentChildren } from "preact";

export interface Option<T extends string> {
  value: T;
  label: ComponentChildren;
  testid?: string;
}

interface ChoiceProps<T extends string> {
  name: string;
  option: Option<T>;
  chosen: T | undefined;
  onChoose(value: T): void;
  describedBy?: string | undefined;
}

export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { name, option, chosen, onChoose, describedBy } = props;
  return (
    <label class="choice" data-testid={option.testid}>
      <input
        type="radio"
        name={name}
        value={option.value}
        checked={chosen === option.value}
        aria-describedby={describedBy}
        onChange={() => onChoose(option.value)}
      />
      <span>{option.label}</span>
    </label>
  );
}

interface ChoicesProps<T extends string> {
  name: string;
  legend: string;
  /** False hides the legend from the eye only. */
  legendShown?: boolean;
  class: string;
  options: Option<T>[];
  chosen: T | undefined;
  onChoose(value: T): void;
}

export function Choices<T extends string>(props: ChoicesProps<T>) {
  const { name, options, chosen, onChoose } = props;
  return (
    <fieldset>
      <legend class={props.legendShown === false ? "unseen" : undefined}>{props.legend}</legend>
      <div class={props.class}>
        {options.map((option) => (
          <Choice key={option.value} {...{ name, option, chosen, onChoose }} />
        ))}
      </div>
    </fieldset>
  );
}
