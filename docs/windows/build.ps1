# Makes the Windows bundle and its zips: run it in a checkout, in PowerShell, on Windows 10 or 11 with Python 3.13 (x64).
#   powershell -ExecutionPolicy Bypass -File docs\windows\build.ps1
# With $env:GSI_SIGN_THUMBPRINT set to the thumbprint of a code-signing certificate, both programs are signed.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")

py -3.13 dev.py setup
if ($LASTEXITCODE -ne 0) { throw "The environment could not be made." }

py -3.13 dev.py bundle
if ($LASTEXITCODE -ne 0) { throw "The bundle was not made, or did not do its job; see the lines above." }

if ($env:GSI_SIGN_THUMBPRINT) {
    $certificate = Get-Item "Cert:\CurrentUser\My\$env:GSI_SIGN_THUMBPRINT"
    foreach ($name in "gsi-desktop.exe", "gsi.exe") {
        $file = "out\bundle\gsi-desktop\$name"
        $signed = Set-AuthenticodeSignature -FilePath $file -Certificate $certificate -HashAlgorithm SHA256
        if ($signed.Status -ne "Valid") { throw "$name was not signed: $($signed.StatusMessage)" }
    }
    # The zips were made before signing: make them again with the signed programs.
    foreach ($portable in $false, $true) {
        $mark = "out\bundle\gsi-desktop\portable.txt"
        $zip = if ($portable) { "gsi-desktop-portable.zip" } else { "gsi-desktop.zip" }
        if ($portable) { Set-Content $mark "Con este archivo, los datos quedan en la carpeta datos, junto al programa." }
        Compress-Archive -Path "out\bundle\gsi-desktop" -DestinationPath "out\bundle\$zip" -Force
        Remove-Item $mark -ErrorAction SilentlyContinue
    }
}
Get-FileHash out\bundle\*.zip -Algorithm SHA256 | Format-List Path, Hash
