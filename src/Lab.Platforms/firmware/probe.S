# Firmware that tells what a guest's CPU really is: it walks from reset to long mode, saying each step on the debug port
# (0xE9), runs a fixed loop there, and leaves by QEMU's isa-debug-exit (exit code 33). AcceleratorProbe.cs holds its bytes:
#   gcc -c -m64 probe.S -o probe.o && ld -Ttext=0xffff0000 --oformat binary -e 0 probe.o -o probe.bin
.macro say letter
    movb $\letter, %al
    outb %al, $0xe9
    movb $'\n', %al
    outb %al, $0xe9
.endm

    .code16
start:
    say 'R'
    lgdtl %cs:(gdt_pointer - start)
    movl %cr0, %eax
    orl $1, %eax
    movl %eax, %cr0
    ljmpl $0x08, $protected

    .code32
protected:
    movw $0x10, %ax
    movw %ax, %ds
    say 'P'
    # Three tables map the one 2 MiB page that holds this code: entry 0, entry 3 (the fourth GiB), entry 511 (its last page).
    movl $0x2003, 0x1000
    movl $0x3003, 0x2018
    movl $0xffe00083, 0x3ff8
    movl $0x1000, %eax
    movl %eax, %cr3
    movl $0x20, %eax
    movl %eax, %cr4
    movl $0xc0000080, %ecx
    movl $0x100, %eax
    xorl %edx, %edx
    wrmsr
    movl $0x80000001, %eax
    movl %eax, %cr0
    ljmp $0x18, $long_mode

    .code64
long_mode:
    say 'L'
    movl $20000000, %ecx
1:  decl %ecx
    jnz 1b
    say 'S'
    movb $16, %al
    outb %al, $0xf4
2:  hlt
    jmp 2b

    .balign 8
gdt:
    .quad 0
    .quad 0x00cf9b000000ffff
    .quad 0x00cf93000000ffff
    .quad 0x00af9b000000ffff
gdt_pointer:
    .word gdt_pointer - gdt - 1
    .long gdt

    .org 0xfff0
    .code16
    jmp start
    .org 0x10000
