import { useEffect, useRef } from 'react';
import type {
  BoxProps,
  CheckProps,
  HeadingProps,
  InputProps,
  SelectProps,
  SheetProps,
  SliderProps,
  TapProps,
} from './kinds';

// On H5 the elements are the browser's own: they bring the keyboard and the screen reader along, write no
// styles that a strict policy would refuse, and are a tenth of the size of the components.

const aria = ({ role, label, id, lang }: BoxProps) => ({ role, id, lang, 'aria-label': label });

export const Box = ({ className, children, ...more }: BoxProps) => (
  <div className={className} {...aria(more)}>
    {children}
  </div>
);

export const Span = ({ className, children, ...more }: BoxProps) => (
  <span className={className} {...aria(more)}>
    {children}
  </span>
);

export const Heading = ({ level, className, children }: HeadingProps) => {
  const Tag = `h${level}` as const;
  return <Tag className={className}>{children}</Tag>;
};

export const Tap = ({ className, children, onTap, isDisabled, isPressed, isExpanded, ...more }: TapProps) => (
  <button
    type="button"
    className={`tap ${className ?? ''}`}
    onClick={onTap}
    disabled={isDisabled}
    aria-pressed={isPressed}
    aria-expanded={isExpanded}
    {...aria(more)}
  >
    {children}
  </button>
);

export const Input = (props: InputProps) => (
  <input
    id={props.id}
    name={props.id}
    className={`input${props.hasFault === true ? ' bad' : ''}`}
    value={props.value}
    inputMode={props.kind === 'decimal' ? 'decimal' : 'text'}
    autoComplete="off"
    placeholder={props.placeholder}
    maxLength={props.maxLength}
    aria-invalid={props.hasFault}
    aria-describedby={props.describedBy}
    onChange={({ target }) => props.onInput(target.value)}
    onBlur={props.onDone}
  />
);

export const Slider = ({ label, min, max, step, value, text, onChange }: SliderProps) => (
  <input
    type="range"
    className="slider"
    aria-label={label}
    aria-valuetext={text}
    min={min}
    max={max}
    step={step}
    value={value}
    onChange={({ target }) => onChange(Number(target.value))}
  />
);

export const Select = ({ id, label, options, value, onChange }: SelectProps) => (
  <select
    id={id}
    className="input"
    aria-label={label}
    value={value}
    onChange={({ target }) => onChange(target.value)}
  >
    {options.map((option) => (
      <option key={option.value} value={option.value}>
        {option.text}
      </option>
    ))}
  </select>
);

export const Check = ({ isOn, onChange, isDisabled, children, kind = 'checkbox', name }: CheckProps) => (
  <label className={`check${isOn ? ' on' : ''}`}>
    <input
      className="check-box"
      type={kind}
      name={name}
      checked={isOn}
      disabled={isDisabled}
      onChange={({ target }) => onChange(target.checked)}
    />
    <span className="check-text">{children}</span>
  </label>
);

/** A drawing that the platform gives as SVG; on a narrow page it is moved by finger or by key. */
export const Drawing = ({ svg, label }: { readonly svg: string; readonly label: string }) => (
  <div className="scroll" role="region" aria-label={label} tabIndex={0}>
    <img
      className="drawing"
      alt={label}
      src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`}
    />
  </div>
);

export const Label = ({ htmlFor, children }: { readonly htmlFor: string; readonly children: string }) => (
  <label className="label" htmlFor={htmlFor}>
    {children}
  </label>
);

/** A question in front of the page; the browser keeps the focus in it, and Escape answers no. */
export const Sheet = ({ label, onClose, children }: SheetProps) => {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="sheet"
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      {children}
    </dialog>
  );
};
