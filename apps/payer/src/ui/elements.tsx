import {
  Button,
  Image,
  Input as TaroInput,
  Picker,
  Slider as TaroSlider,
  Text,
  View,
} from '@tarojs/components';
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

// For the mini-programs; `elements.h5.tsx` stands in their place in a browser.

const aria = ({ role, label, id }: BoxProps) => ({
  ...(id === undefined ? {} : { id }),
  ...(role === undefined ? {} : { ariaRole: role }),
  ...(label === undefined ? {} : { ariaLabel: label }),
});

export const Box = ({ className = '', children, ...more }: BoxProps) => (
  <View className={className} {...aria(more)}>
    {children}
  </View>
);

export const Span = ({ className = '', children, ...more }: BoxProps) => (
  <Text className={className} {...aria(more)}>
    {children}
  </Text>
);

export const Heading = ({ level, className = '', children }: HeadingProps) => (
  <View className={`h${level} ${className}`}>{children}</View>
);

export const Tap = ({ className = '', children, onTap, isDisabled = false, ...more }: TapProps) => (
  <Button
    className={`tap ${className}${isDisabled ? ' disabled' : ''}`}
    disabled={isDisabled}
    onClick={onTap}
    {...aria(more)}
  >
    {children}
  </Button>
);

const inputTypes = { text: 'text', decimal: 'digit', idcard: 'idcard' } as const;

export const Input = (props: InputProps) => (
  <TaroInput
    id={props.id}
    className={`input${props.hasFault === true ? ' bad' : ''}`}
    value={props.value}
    type={inputTypes[props.kind ?? 'text']}
    placeholder={props.placeholder ?? ''}
    maxlength={props.maxLength ?? 140}
    onInput={({ detail }) => props.onInput(String(detail.value))}
    onBlur={() => props.onDone?.()}
  />
);

export const Slider = ({ min, max, step, value, onChange }: SliderProps) => (
  <TaroSlider
    className="slider"
    min={min}
    max={max}
    step={step}
    value={value}
    activeColor="#0f5fb4"
    onChanging={({ detail }) => onChange(detail.value)}
    onChange={({ detail }) => onChange(detail.value)}
  />
);

export const Select = ({ id, options, value, onChange }: SelectProps) => {
  const index = options.findIndex((option) => option.value === value);
  return (
    <Picker
      mode="selector"
      range={options.map(({ text }) => text)}
      value={Math.max(0, index)}
      onChange={({ detail }) => onChange(options[Number(detail.value)]?.value ?? value)}
    >
      <View id={id} className="input">
        {options[index]?.text ?? ''}
      </View>
    </Picker>
  );
};

export const Check = ({ isOn, onChange, isDisabled = false, children, kind = 'checkbox' }: CheckProps) => (
  <View
    className={`check${isOn ? ' on' : ''}`}
    ariaRole={kind}
    {...{ ariaChecked: isOn }}
    onClick={() => !isDisabled && onChange(kind === 'radio' ? true : !isOn)}
  >
    <Text className={`mark ${kind}`}>{isOn ? '✓' : ''}</Text>
    <View className="check-text">{children}</View>
  </View>
);

/** A drawing that the platform gives as SVG. */
export const Drawing = ({ svg, label }: { readonly svg: string; readonly label: string }) => (
  <View className="scroll">
    <Image
      className="drawing"
      mode="widthFix"
      ariaLabel={label}
      src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`}
    />
  </View>
);

export const Label = ({ children }: { readonly htmlFor: string; readonly children: string }) => (
  <View className="label">{children}</View>
);

/** A question in front of the page. */
export const Sheet = ({ label, onClose, children }: SheetProps) => (
  <View className="sheet-back" onClick={onClose}>
    <View className="sheet" ariaRole="dialog" ariaLabel={label} onClick={(event) => event.stopPropagation()}>
      {children}
    </View>
  </View>
);
